// The page of `report --format html` in a real Chromium, opened as a file.
import "./report/page.mjs";
import "./report/many.mjs";
