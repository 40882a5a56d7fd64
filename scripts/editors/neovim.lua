-- SPDX-License-Identifier: GPL-2.0-only
-- skbown in Neovim, 0.7 and later: see neovim.md beside this file.
--
--	dofile('/path/to/scripts/editors/neovim.lua').setup({ args = { '--kdir', '~/src/linux' } })
local M = { clients = {} }

local roots = { 'compile_commands.json', '.skbown.yaml', 'MAINTAINERS', 'Kbuild', '.git' }

local function root_of(file)
	local dir = vim.fn.fnamemodify(file, ':p:h')
	for _, name in ipairs(roots) do
		local found = vim.fn.findfile(name, dir .. ';')
		if found == '' then
			found = vim.fn.finddir(name, dir .. ';')
		end
		if found ~= '' then
			return vim.fn.fnamemodify(found, ':p'):gsub('/$', ''):gsub('/[^/]*$', '')
		end
	end
	return dir
end

-- The rule's page in a window of its own.
local function explain(command, ctx)
	local client = vim.lsp.get_client_by_id(ctx.client_id)
	client.request('workspace/executeCommand', {
		command = command.command, arguments = command.arguments,
	}, function(err, result)
		if result then
			vim.lsp.util.open_floating_preview(vim.split(result.page, '\n'), 'markdown',
				{ border = 'single', max_width = 100 })
		end
	end, ctx.bufnr)
end

-- :SkbownPath puts the steps of the finding in this line into the location list.
local function show_path()
	local items = {}
	local line = vim.api.nvim_win_get_cursor(0)[1] - 1
	for _, d in ipairs(vim.diagnostic.get(0, { lnum = line })) do
		local lsp = d.user_data and d.user_data.lsp or {}
		for _, step in ipairs(lsp.relatedInformation or {}) do
			table.insert(items, {
				filename = vim.uri_to_fname(step.location.uri),
				lnum = step.location.range.start.line + 1,
				col = step.location.range.start.character + 1,
				text = step.message,
			})
		end
	end
	vim.fn.setloclist(0, {}, ' ', { title = 'skbown: path of the finding', items = items })
	if #items > 0 then
		vim.cmd('lopen')
	end
end

function M.attach(buf)
	local file = vim.api.nvim_buf_get_name(buf)
	if file == '' or vim.bo[buf].buftype ~= '' then
		return
	end
	local root = root_of(file)
	if not M.clients[root] then
		M.clients[root] = vim.lsp.start_client({
			name = 'skbown',
			cmd = vim.list_extend({ M.cmd, 'lsp' }, M.args),
			root_dir = root,
			workspace_folders = { { name = root, uri = vim.uri_from_fname(root) } },
			init_options = M.options,
			commands = { ['skbown.explain'] = explain },
			on_exit = function() M.clients[root] = nil end,
		})
	end
	if M.clients[root] then
		vim.lsp.buf_attach_client(buf, M.clients[root])
	end
end

-- cmd: the program; args: options as of "skbown lsp --help"; options: codeLens, debounce
function M.setup(opts)
	opts = opts or {}
	M.cmd = opts.cmd or 'skbown'
	M.args = opts.args or {}
	M.options = vim.tbl_extend('force', { showPages = false }, opts.options or {})
	vim.api.nvim_create_autocmd('FileType', {
		pattern = 'c',
		callback = function(event) M.attach(event.buf) end,
	})
	vim.api.nvim_create_user_command('SkbownPath', show_path, {})
	vim.api.nvim_create_user_command('SkbownScan', function()
		vim.lsp.buf.execute_command({ command = 'skbown.scan' })
	end, {})
end

return M
