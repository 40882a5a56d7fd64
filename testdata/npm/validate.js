// SPDX-License-Identifier: GPL-2.0-only
// validate - is each file given a SARIF log by the schema? Prints ok or not ok for each.
const fs = require("fs");
const path = require("path");
const root = process.env.NODE_PATH;
const Ajv = require("ajv/dist/2020").default;

const schema = path.join(root, "@microsoft/sarif-multitool-linux/sarif-2.1.0.json");
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
const validate = ajv.compile(JSON.parse(fs.readFileSync(schema, "utf8").replace(/^\uFEFF/, "")));

for (const file of process.argv.slice(2)) {
	const good = validate(JSON.parse(fs.readFileSync(file, "utf8")));
	for (const e of (good ? [] : validate.errors.slice(0, 10)))
		console.log(`# ${e.instancePath}: ${e.message}`);
	console.log(`${good ? "ok" : "not ok"} ${path.basename(file)} is SARIF by the schema`);
}
