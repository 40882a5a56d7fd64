// SPDX-License-Identifier: GPL-2.0-only
// page - opens a page of findings in Chromium, filters it, and leaves screenshots.
//	node page.js PAGE.html FOLDER
const puppeteer = require("puppeteer-core");

let failed = 0;
const is = (name, got, wanted) => {
	const good = JSON.stringify(got) === JSON.stringify(wanted);
	failed += !good;
	console.log(`${good ? "ok" : "not ok"} page: ${name}` + (good ? "" : `: ${got}, not ${wanted}`));
};

async function filters(page) {
	const all = await page.$$eval("details[data-rule]", (d) => d.length);
	const shown = () => page.$$eval("details[data-rule]", (d) => d.filter((x) => x.offsetParent).length);
	const chip = async (kind, value) => (await page.$(`button[data-kind="${kind}"][value="${value}"]`)).click();
	const count = (key, value) =>
		page.$$eval("details[data-rule]", (d, k, v) => d.filter((x) => x.dataset[k] === v).length, key, value);

	is("all findings are shown", await shown(), all);
	await chip("level", "note");
	is("a click on a level", await shown(), await count("level", "note"));
	await chip("level", "note");
	const rule = await page.$eval("button[data-kind=rule]", (b) => b.value);
	await chip("rule", rule);
	is("a click on a rule", await shown(), await count("rule", rule));
	is("the number that is shown", await page.$eval("#count", (c) => parseInt(c.textContent)), await shown());
	await chip("rule", rule);
	is("clicked again", await shown(), all);
	await page.type("input", "no such words");
	is("words that occur nowhere", await shown(), 0);
	is("... and the page says so", await page.$eval("#empty", (e) => !e.hidden), true);
	await page.$eval("input", (i) => { i.value = ""; i.oninput(); });
	await page.click("#more");
	is("all are opened", await page.$$eval("details[data-rule]", (d) => d.filter((x) => x.open).length), all);
	is("a step is drawn below its line", await page.$eval(".hit + .s b", (b) => b.textContent.length > 0), true);
}

async function looks(page, folder) {
	for (const [name, width, scheme] of [["light", 1200, "light"], ["dark", 1200, "dark"], ["phone", 390, "light"]]) {
		await page.setViewport({ width, height: 1600 });
		await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
		is(`${name}: nothing is wider than the window`,
			await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
		await page.screenshot({ path: `${folder}/${name}.png` });
	}
}

async function main([file, folder]) {
	const browser = await puppeteer.launch({
		executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"],
	});
	const page = await browser.newPage();
	const asked = [];
	page.on("request", (r) => asked.push(r.url()));
	page.on("pageerror", (e) => is("no error in the script", e.message, ""));
	await page.goto("file://" + file);
	is("nothing is asked of the network", asked.length, 1);
	await filters(page);
	await looks(page, folder);
	await browser.close();
	process.exitCode = failed ? 1 : 0;
}

main(process.argv.slice(2));
