// The source and what stands around it, as tools and a project's own rules judge it. TYPOS is a program.
import "./lint/source.mjs";
import "./lint/typescript.mjs";
import "./lint/circles.mjs";
import "./lint/repository.mjs";
import "./lint/fixtures.mjs";
