// The top of every view: the platform, the views, the language.
import { go, hashOf, route } from "../data/route.js";
import { settings } from "../data/settings.js";
import { language, speak, text } from "../language.js";

/** @import { Language } from "../language.js" */
/** @import { Route } from "../data/route.js" */

/** @type {{ language: Language, name: string }[]} */
const LANGUAGES = [
  { language: "en", name: "English" },
  { language: "zh-CN", name: "中文" },
];

// The functions that were seen last.
/** @type {Route} */
let functions = { view: "functions" };

export function Header() {
  const { view } = route();
  if (view === "functions") functions = route();
  /** @type {Route[]} */
  const views = [functions, { view: "check" }, { view: "history" }];
  return (
    <header class="top">
      <div class="brand">
        <Icon />
        <span>wechat-function-link</span>
      </div>
      <Platform />
      <nav aria-label={text("nav.label")}>
        {views.map((to) => (
          <a
            key={to.view}
            href={hashOf(to)}
            aria-current={to.view === view ? "page" : undefined}
            onClick={(event) => {
              event.preventDefault();
              go(to.view === view && view === "functions" ? { view } : to);
            }}
          >
            {text(`nav.${to.view}`)}
          </a>
        ))}
      </nav>
      <div class="languages" role="group" aria-label={text("language")}>
        {LANGUAGES.map(({ language: own, name }) => (
          <button key={own} type="button" lang={own} aria-pressed={own === language()} onClick={() => speak(own)}>
            {name}
          </button>
        ))}
      </div>
    </header>
  );
}

function Platform() {
  const { platform } = settings() ?? {};
  // Its place is there before the server has answered.
  return (
    <div class="place">
      {platform && (
        <span class="platform" data-kind={platform.kind} title={text(`platform.${platform.kind}.what`)}>
          <b>{text(`platform.${platform.kind}`)}</b> <span class="host">{platform.host}</span>
        </span>
      )}
    </div>
  );
}

// In the page itself: a file would be one more request before the first paint.
const Icon = () => (
  <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
    <rect width="32" height="32" rx="7" fill="#0a6b4d" />
    <path
      d="M16 5.5l8.5 3.2v6.6c0 5.2-3.5 9.4-8.5 11.2-5-1.8-8.5-6-8.5-11.2V8.7z"
      fill="none"
      stroke="#fff"
      stroke-width="2.2"
      stroke-linejoin="round"
    />
    <path
      d="M12 16.2l3 3 5.2-6"
      fill="none"
      stroke="#fff"
      stroke-width="2.6"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
);
