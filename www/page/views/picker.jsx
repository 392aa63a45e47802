// Merchant, environment, function: each chosen from a list, or typed.
import { environmentsOf, functionsOf } from "../data/lists.js";
import { go, route } from "../data/route.js";
import { settings } from "../data/settings.js";
import { text } from "../language.js";
import { Combobox } from "../ui/combobox.jsx";
import { reasonOf } from "./function-facts.jsx";

/** @import { Environment, FunctionInfo, Merchant } from "../types.d.ts" */

/** @param {Merchant} merchant */
const merchantOption = ({ authorizerAppid, name }) => ({
  value: authorizerAppid,
  ...(name === undefined ? {} : { label: name, detail: authorizerAppid }),
});

/** @param {Environment} environment */
const environmentOption = ({ env, alias, status, packageName }) => ({
  value: env,
  ...(alias && alias !== env ? { label: `${alias} · ${env}` } : {}),
  ...(packageName ? { detail: packageName } : {}),
  ...(status && status !== "NORMAL" ? { note: status } : {}),
});

/** @param {FunctionInfo} info */
const functionOption = (info) => ({
  value: info.name,
  detail: [info.runtime, info.modTime].filter(Boolean).join(" · "),
  ...(info.status === "Active" || info.status === "" ? {} : { note: reasonOf(info) ?? info.status }),
});

export function Picker() {
  const { merchant, env, functionName } = route();
  const merchants = settings()?.merchants ?? [];
  const environments = environmentsOf(merchant);
  const functions = env === undefined ? undefined : functionsOf(merchant, env);
  const own = { value: "", label: text("pick.own") };
  const name = merchants.find(({ authorizerAppid }) => authorizerAppid === merchant)?.name;
  const of = merchant === undefined ? {} : { merchant };
  return (
    <div class="picker">
      <Combobox
        id="merchant"
        label={text("pick.merchant")}
        value={merchant ?? ""}
        shown={merchant === undefined ? text("pick.own") : name === undefined ? merchant : `${name} · ${merchant}`}
        options={[own, ...merchants.map(merchantOption)]}
        onChoose={(chosen) => go({ view: "functions", ...(chosen === "" ? {} : { merchant: chosen }) })}
      />
      <Combobox
        id="env"
        label={text("pick.env")}
        value={env ?? ""}
        options={environments.value.map(environmentOption)}
        loading={environments.state === "loading"}
        onChoose={(chosen) => go({ view: "functions", ...of, env: chosen })}
      />
      <Combobox
        id="function"
        label={text("pick.function")}
        value={functionName ?? ""}
        options={(functions?.value ?? []).map(functionOption)}
        loading={functions?.state === "loading"}
        disabled={env === undefined}
        onChoose={(chosen) => env !== undefined && go({ view: "functions", ...of, env, functionName: chosen })}
      />
    </div>
  );
}
