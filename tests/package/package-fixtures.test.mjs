// Every package of tests/packages: tidy ones, odd ones and ones that lie, through the packed module.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";

import { inspectPackage } from "wechat-function-link/package";

import { expectedOf, inspectFixture } from "../support/packages.mjs";

const folder = new URL("../packages/", import.meta.url);
const fixtures = JSON.parse(readFileSync(new URL("fixtures.json", folder), "utf8"));

for (const fixture of fixtures) {
  it(`${fixture.file}: ${fixture.about}`, async () => {
    const bytes = readFileSync(new URL(fixture.file, folder));
    assert.deepEqual(await inspectFixture(inspectPackage, fixture, bytes), expectedOf(fixture));
  });
}
