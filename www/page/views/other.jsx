// Another deployed function to compare with: the same name in another environment or at another merchant, or any other.
import { useState } from "preact/hooks";

import { environmentsOf, functionsOf } from "../data/lists.js";
import { isActive, jobOf, start } from "../data/jobs.js";
import { settings } from "../data/settings.js";
import { text } from "../language.js";
import { Cancel } from "../ui/cancel.jsx";
import { Combobox } from "../ui/combobox.jsx";
import { FailureBox } from "../ui/failure.jsx";
import { ProgressBar } from "../ui/progress.jsx";

/** @import { Choice, Source } from "../types.d.ts" */

/** @param {{ choice: Choice, onChoose(name: string, source: Source): void }} props */
export function Other({ choice, onChoose }) {
  const [merchant, setMerchant] = useState(choice.authorizerAppid ?? "");
  const [env, setEnv] = useState("");
  const [name, setName] = useState(choice.functionName);
  const merchants = settings()?.merchants ?? [];
  const appid = merchant === "" ? undefined : merchant;
  const environments = environmentsOf(appid);
  const functions = env === "" ? [] : functionsOf(appid, env).value;
  /** @type {Choice} */
  const other = { env, functionName: name, ...(appid === undefined ? {} : { authorizerAppid: appid }) };
  const job = env === "" ? undefined : jobOf(other);
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    if (env === "" || name === "" || isActive(job)) return;
    const title = [merchant, env, name].filter(Boolean).join(" / ");
    start(other, ({ fetched }) => fetched && onChoose(title, fetched.blob));
  };
  return (
    <form class="other" onSubmit={submit}>
      <p>
        <b>{text("compare.other")}</b>
      </p>
      <Combobox
        id="other-merchant"
        label={text("pick.merchant")}
        value={merchant}
        shown={merchant === "" ? text("pick.own") : merchant}
        options={[
          { value: "", label: text("pick.own") },
          ...merchants.map((one) => ({ value: one.authorizerAppid, label: one.name ?? one.authorizerAppid })),
        ]}
        onChoose={(chosen) => {
          setMerchant(chosen);
          setEnv("");
        }}
      />
      <Combobox
        id="other-env"
        label={text("pick.env")}
        value={env}
        options={environments.value.map((one) => ({
          value: one.env,
          label: one.alias ? `${one.alias} · ${one.env}` : one.env,
        }))}
        loading={environments.state === "loading"}
        onChoose={setEnv}
      />
      <Combobox
        id="other-function"
        label={text("pick.function")}
        value={name}
        options={functions.map((one) => ({ value: one.name }))}
        onChoose={setName}
      />
      <div class="actions">
        <button type="submit" disabled={env === "" || name === ""} aria-disabled={isActive(job)}>
          {text("compare.get")}
        </button>
        {job && isActive(job) && <Cancel onCancel={job.cancel} />}
      </div>
      {job && isActive(job) && <ProgressBar progress={job.progress} label={text("step.package")} />}
      {job?.failure && <FailureBox failure={job.failure} choice={other} at={job.endedAt} />}
    </form>
  );
}
