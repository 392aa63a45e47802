// The paths of the interfaces that a sandbox has.
export const PATHS = ["/tcb/downloadfunction", "/tcb/getenvinfo", "/tcb/listfunctions", "/cgi-bin/openapi/quota/get"];

// The interface of a URL: its path may have a prefix.
/** @param {string} pathname */
export const interfaceOf = (pathname) => PATHS.find((path) => pathname.endsWith(path));
