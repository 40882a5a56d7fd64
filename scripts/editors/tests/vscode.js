// SPDX-License-Identifier: GPL-2.0-only
// The client part of the VS Code extension against the server, under Node: the protocol library of
// vscode-languageclient, and the extension itself with what it needs of "vscode" put in its place.
'use strict';
const { spawn } = require('child_process');
const fs = require('fs');
const Module = require('module');
const path = require('path');
const { pathToFileURL } = require('url');

const modules = process.env.VSCODE_MODULES;
const lib = (name) => require(path.join(modules, name));
const rpc = lib('vscode-languageserver-protocol/node');

let count = 0, failed = 0;
function tell(good, name, why) {
	count++;
	failed += !good;
	console.log(`${good ? 'ok' : 'not ok'} ${count} - vscode: ${name}`);
	if (!good)
		console.log(`# ${JSON.stringify(why)}`);
}

const capabilities = {
	general: { positionEncodings: ['utf-16'] },
	workspace: { workspaceEdit: { documentChanges: true } },
	textDocument: {
		publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true },
		codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['', 'quickfix'] } } },
	},
};

async function session() {
	const server = spawn(process.env.SKBOWN, ['lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
	const connection = rpc.createProtocolConnection(new rpc.StreamMessageReader(server.stdout),
		new rpc.StreamMessageWriter(server.stdin));
	const waiting = [];
	connection.onNotification(rpc.PublishDiagnosticsNotification.type, (p) => waiting.shift()?.(p));
	const published = () => new Promise((resolve) => waiting.push(resolve));
	connection.listen();

	const root = pathToFileURL(process.cwd()).href;
	const init = await connection.sendRequest(rpc.InitializeRequest.type, {
		processId: process.pid, rootUri: root, capabilities,
		workspaceFolders: [{ uri: root, name: 'driver' }], initializationOptions: { showPages: false },
	});
	tell(init.capabilities.textDocumentSync.change === rpc.TextDocumentSyncKind.Incremental,
		'edits are sent as such', init);
	await connection.sendNotification(rpc.InitializedNotification.type, {});

	const uri = `${root}/steer.c`;
	const text = fs.readFileSync('steer.c', 'utf8');
	let first = published();
	await connection.sendNotification(rpc.DidOpenTextDocumentNotification.type,
		{ textDocument: { uri, languageId: 'c', version: 1, text } });
	const found = (await first).diagnostics;
	const bug = found.find((d) => d.code === 'nonfullsock-put');
	tell(bug && rpc.Diagnostic.is(bug) && bug.relatedInformation.length > 0, 'the bug is shown', found);

	const actions = await connection.sendRequest(rpc.CodeActionRequest.type, {
		textDocument: { uri }, range: bug.range, context: { diagnostics: [bug] },
	});
	tell(actions.length === 3 && actions.every((a) => rpc.CodeAction.is(a)) && actions[0].isPreferred,
		'what can be done is offered', actions);
	const [edit] = actions[0].edit.documentChanges[0].edits;
	const next = published();
	await connection.sendNotification(rpc.DidChangeTextDocumentNotification.type, {
		textDocument: { uri, version: 2 }, contentChanges: [{ range: edit.range, text: edit.newText }],
	});
	const left = (await next).diagnostics;
	tell(!left.some((d) => d.code === 'nonfullsock-put') && left.length === found.length - 1,
		'repaired: the finding is gone', left);

	const lenses = await connection.sendRequest(rpc.CodeLensRequest.type, { textDocument: { uri } });
	tell(Array.isArray(lenses), 'lenses', lenses);
	await connection.sendRequest(rpc.ShutdownRequest.type);
	const ended = new Promise((resolve) => server.on('exit', resolve));
	await connection.sendNotification(rpc.ExitNotification.type);
	tell(await ended === 0, 'it ends as it should', server.exitCode);
}

// The extension loads, registers what its manifest names, and hands the options on.
async function extension() {
	const folder = path.join(process.env.TOP, 'scripts/editors/vscode');
	const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
	const registered = [], made = [];
	class LanguageClient {
		constructor(id, name, server, client) {
			made.push({ server, client, started: 0 });
		}
		async start() { made[made.length - 1].started++; }
		async stop() { made[made.length - 1].started--; }
	}
	const settings = { path: 'skbown', arguments: ['--kdir', '/linux'], codeLens: false };
	const stubs = {
		vscode: {
			workspace: { getConfiguration: () => ({ get: (key) => settings[key] }) },
			commands: { registerCommand: (name) => (registered.push(name), { dispose() {} }) },
		},
		'vscode-languageclient/node': { LanguageClient },
	};
	const load = Module._load;
	Module._load = (name, ...rest) => stubs[name] || load(name, ...rest);
	const it = require(path.join(folder, manifest.main));
	Module._load = load;
	await it.activate({ subscriptions: [] });
	tell(JSON.stringify(registered) === JSON.stringify(manifest.contributes.commands.map((c) => c.command)),
		'the commands of the manifest are there', registered);
	tell(made[0].started === 1 && made[0].server.args.join(' ') === 'lsp --kdir /linux' &&
		made[0].client.initializationOptions.codeLens === false, 'its settings are handed on', made);
	await it.deactivate();
	tell(made[0].started === 0, 'it can be turned off', made);
}

session().then(extension).catch((err) => tell(false, 'session', err.stack)).then(() => {
	console.log(`${count - failed} passed, ${failed} failed`);
	process.exit(failed > 0 ? 1 : 0);
});
