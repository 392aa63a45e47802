// The platform's reply with an errcode.
import { explainErrcode } from "../index.js";

/** Thrown to answer with an errcode, so that one place makes the reply and sees the errcode. */
export class Refused {
  /** @param {number} errcode */
  constructor(errcode) {
    this.errcode = errcode;
  }
}

/** @param {object} reply */
export function json(reply, contentType = "application/json; encoding=utf-8") {
  return new Response(JSON.stringify(reply), { headers: { "content-type": contentType } });
}

// The texts come from the core's catalogue.
/** @param {number} errcode */
export async function refuse(errcode) {
  const { name } = await explainErrcode(errcode);
  const requestIp = errcode === 61004 ? " requestIP: 203.0.113.7" : "";
  return json({ errcode, errmsg: `${name}${requestIp} rid: ${rid()}` });
}

function rid() {
  const group = () => crypto.getRandomValues(new Uint32Array(1))[0].toString(16).padStart(8, "0");
  return `${group()}-${group()}-${group()}`;
}
