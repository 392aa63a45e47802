// Reports operations to observers: a call's onEvent, and subscribers of node:diagnostics_channel where the runtime has it. The channels
// get what Node's `tracingChannel(…).tracePromise` would publish, in its order, but never a `result`: that would be the link with its
// signature. Most operations have no observer: they take one check and allocate nothing.
import { FunctionLinkError } from "../error.js";

/** @import { FunctionLinkErrorFields, OperationEvent, OperationFacts } from "../index.d.ts" */
/** @import { Channels, Observed, OperationContext, OperationName } from "./types.d.ts" */

const root = Object.prototype;

/** @type {{ [Name in OperationName]: Channels } | null | undefined} */
let all;

// The channels of every operation; null in a runtime without them. The module holds them: Node forgets a channel that no code holds.
function load() {
  try {
    const { channel } = globalThis.process.getBuiltinModule("node:diagnostics_channel");
    /** @param {OperationName} operation */
    const channelsOf = (operation) => {
      /** @param {string} stage */
      const of = (stage) => channel(`tracing:wechat-function-link:${operation}:${stage}`);
      const [start, end, asyncStart, asyncEnd, error] = ["start", "end", "asyncStart", "asyncEnd", "error"].map(of);
      return /** @type {Channels} */ ({ start, end, asyncStart, asyncEnd, error });
    };
    return {
      link: channelsOf("link"),
      download: channelsOf("download"),
      list: channelsOf("list"),
      job: channelsOf("job"),
    };
  } catch {
    return null;
  }
}

// Not TracingChannel's own `hasSubscribers`: Bun 1.3 and Node before 20.13 have none.
/** @param {Channels} channels */
const hasSubscribers = ({ start, end, asyncStart, asyncEnd, error }) =>
  start.hasSubscribers ||
  end.hasSubscribers ||
  asyncStart.hasSubscribers ||
  asyncEnd.hasSubscribers ||
  error.hasSubscribers;

/** @param {OperationName} operation */
function subscribed(operation) {
  if (all === undefined) all = load();
  return all !== null && hasSubscribers(all[operation]) ? all[operation] : undefined;
}

// Whether an operation that begins now has an observer.
/** @param {OperationName} operation @param {unknown} onEvent */
export const isObserved = (operation, onEvent) => onEvent !== undefined || subscribed(operation) !== undefined;

// Gives an object a value. An assignment could run a setter of Object.prototype.
/** @param {object} object @param {string} name @param {unknown} value */
function put(object, name, value) {
  if (!(name in root)) {
    /** @type {{ [name: string]: unknown }} */ (object)[name] = value;
    return;
  }
  const property = { __proto__: null, value, enumerable: true, configurable: true, writable: true };
  Object.defineProperty(object, name, /** @type {PropertyDescriptor} */ (property));
}

// Facts without those that are undefined.
/** @param {object} facts @returns {OperationFacts} */
function known(facts) {
  const all = {};
  for (const [name, value] of Object.entries(facts)) if (value !== undefined) put(all, name, value);
  return all;
}

// The facts of an error. A caller's own reason has none.
/** @param {unknown} reason @returns {OperationFacts} */
function factsOf(reason) {
  try {
    if (!(reason instanceof FunctionLinkError)) return {};
    const { code, errcode, rid, status, size } = /** @type {FunctionLinkErrorFields} */ ({
      __proto__: null,
      ...reason,
    });
    return known({ status, errcode, rid, code, bytes: size });
  } catch {
    return {}; // a hostile object
  }
}

// Runs an operation and notifies its observers. `open` is called in their async context (`bindStore`), and its `work` begins the operation.
/**
 * @template Result
 * @param {OperationName} operation
 * @param {OperationFacts} identity
 * @param {() => Observed<Result>} open
 * @returns {Promise<Result>}
 */
export function observe(operation, identity, open) {
  const channels = subscribed(operation);
  const who = known(identity);
  /** @type {OperationContext} */
  const context = { ...who };
  const began = performance.now();
  /** @param {OperationEvent["type"]} type @param {OperationFacts} [facts] @returns {OperationEvent} */
  const event = (type, facts) => ({ type, operation, ...who, ...facts });
  /** @param {OperationFacts} facts @returns {OperationFacts} */
  const ended = (facts) => ({ ...known(facts), milliseconds: performance.now() - began });

  /** @param {OperationContext} late @param {boolean} [hasFailed] */
  const publish = (late, hasFailed) => {
    for (const [name, value] of Object.entries(late)) put(context, name, value);
    if (hasFailed) channels?.error.publish(context);
    channels?.asyncStart.publish(context);
    channels?.asyncEnd.publish(context);
  };

  const run = () => {
    try {
      const { notify, work, facts } = open();
      notify(event("start"));
      return work().then(
        (result) => {
          const late = ended(facts(result));
          const error = notify(event("end", late));
          publish(error ? { ...late, ...factsOf(error), error } : late, error !== undefined);
          if (error) throw error;
          return result;
        },
        (error) => {
          const late = ended({ ...facts(), ...factsOf(error) });
          notify(event("error", late));
          publish({ ...late, error }, true);
          throw error;
        },
      );
    } finally {
      channels?.end.publish(context);
    }
  };
  return channels ? channels.start.runStores(context, run) : run();
}

// Runs a job of a fleet as an operation. `onEvent` must not throw. `facts` gets the job's result, or undefined where the job failed.
/**
 * @template Result
 * @param {OperationFacts} identity
 * @param {((event: OperationEvent) => void) | undefined} onEvent
 * @param {() => Promise<Result>} work
 * @param {(result?: Result) => OperationFacts} [facts]
 */
export function observeJob(identity, onEvent, work, facts = () => ({})) {
  if (!isObserved("job", onEvent)) return work();
  /** @param {OperationEvent} event */
  const notify = (event) => void onEvent?.(event);
  return observe("job", identity, () => ({ notify, work, facts }));
}
