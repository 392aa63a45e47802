// What the build writes from the crate (`src/error`): Chinese texts.
type Text = [happened: string, advice: string];

export const TITLES: { [code: string]: string };
/** The title and the advice of any other error. */
export const UNEXPECTED: Text;
export const CODES: { [code: string]: Text };
export const ERRCODES: { [errcode: number]: Text };
export const UNKNOWN: Text;
/** Of a relay's own statuses. */
export const STATUSES: { [status: number]: Text };
/** Peers and their addresses, by their English names. */
export const PEERS: { [name: string]: string };
/** Which function and environment a message is about. */
export const ABOUT: string;
export const ABOUT_ENVIRONMENT: string;
export const ABOUT_INTERFACE: string;
/** English texts with places, and the same in Chinese. */
export const PHRASES: [english: string, chinese: string][];
