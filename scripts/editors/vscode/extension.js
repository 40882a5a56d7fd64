// SPDX-License-Identifier: GPL-2.0-only
// extension - starts "skbown lsp" for C files, and shows rules' pages and checks of the workspace.
'use strict';
const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

function options() {
	const settings = vscode.workspace.getConfiguration('skbown');
	return {
		command: settings.get('path'),
		args: ['lsp', ...settings.get('arguments')],
	};
}

// The page of a rule, beside the text.
async function explain(rule) {
	const answer = await client.sendRequest('workspace/executeCommand', {
		command: 'skbown.explain', arguments: [rule],
	});
	const page = await vscode.workspace.openTextDocument({
		language: 'markdown', content: `# ${answer.rule}\n\n${answer.page}`,
	});
	await vscode.window.showTextDocument(page, { viewColumn: vscode.ViewColumn.Beside, preview: true });
}

function check() {
	return vscode.window.withProgress({
		location: vscode.ProgressLocation.Notification, title: 'skbown', cancellable: true,
	}, async (progress, token) => {
		const found = await client.sendRequest('workspace/executeCommand',
			{ command: 'skbown.scan', arguments: [] }, token);
		vscode.window.showInformationMessage(found.summary);
	});
}

function makeClient() {
	return new LanguageClient('skbown', 'skbown', options(), {
		documentSelector: [{ scheme: 'file', language: 'c' }, { scheme: 'file', language: 'cpp', pattern: '**/*.h' }],
		synchronize: { configurationSection: 'skbown' },
		initializationOptions: {
			codeLens: vscode.workspace.getConfiguration('skbown').get('codeLens'),
			showPages: false,
		},
		middleware: {
			// The server's own commands come back to us first: their answers are shown here.
			executeCommand: (command, args, next) =>
				command === 'skbown.explain' ? explain(args[0]) : next(command, args),
		},
	});
}

exports.activate = async (context) => {
	client = makeClient();
	context.subscriptions.push(
		vscode.commands.registerCommand('skbown.check', check),
		vscode.commands.registerCommand('skbown.restart', async () => {
			await client.stop();
			client = makeClient();
			await client.start();
		}));
	await client.start();
};

exports.deactivate = () => client && client.stop();
