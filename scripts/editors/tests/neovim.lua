-- SPDX-License-Identifier: GPL-2.0-only
-- A session in Neovim: opens a file with a bug, looks, repairs it by the quick fix.
local count, failed = 0, 0
local here = vim.fn.getcwd()

local function tell(good, name, why)
	count = count + 1
	failed = failed + (good and 0 or 1)
	io.stdout:write(('%s %d - neovim: %s\n'):format(good and 'ok' or 'not ok', count, name))
	if not good then
		io.stdout:write('# ' .. vim.inspect(why):gsub('\n', '\n# ') .. '\n')
	end
end

local function until_true(what)
	return vim.wait(450000, what, 20)
end

local function of(rule)
	local found = {}
	for _, d in ipairs(vim.diagnostic.get(0)) do
		if (d.code or (d.user_data and d.user_data.lsp.code)) == rule then
			table.insert(found, d)
		end
	end
	return found
end

local function session()
	dofile(vim.env.TOP .. '/scripts/editors/neovim.lua').setup({ cmd = vim.env.SKBOWN })
	vim.cmd('filetype on')
	vim.cmd('edit steer.c')
	tell(until_true(function() return #of('nonfullsock-put') > 0 end), 'the bug is shown',
		vim.diagnostic.get(0))
	local bug = of('nonfullsock-put')[1]
	tell(vim.api.nvim_buf_get_lines(0, bug.lnum, bug.lnum + 1, true)[1]:match('^%s*sock_put'),
		'at its line', bug)

	vim.api.nvim_win_set_cursor(0, { bug.lnum + 1, bug.col })
	vim.cmd('SkbownPath')
	local path = vim.fn.getloclist(0)
	tell(#path > 0 and path[#path].lnum == bug.lnum + 1, 'its path is in the location list', path)
	vim.cmd('lclose')

	-- As a user does it: asks for what can be done here, chooses the first.
	local offered = {}
	vim.ui.select = function(items, opts, choose)
		for _, item in ipairs(items) do
			table.insert(offered, item[2] and item[2].title or item.action.title)
		end
		choose(items[1], 1)
	end
	vim.api.nvim_win_set_cursor(0, { bug.lnum + 1, bug.col })
	vim.lsp.buf.code_action()
	until_true(function() return #offered > 0 end)
	tell(#offered == 3 and offered[1] == 'Change to sock_gen_put', 'the repair is offered', offered)
	local line
	until_true(function()
		line = vim.api.nvim_buf_get_lines(0, bug.lnum, bug.lnum + 1, true)[1]
		return line:match('sock_gen_put')
	end)
	tell(line == '\tsock_gen_put(sk);', 'the repair is made', line)
	tell(until_true(function() return #of('nonfullsock-put') == 0 end), 'and the finding is gone',
		vim.diagnostic.get(0))
	tell(#of('nonfullsock-use') > 0, 'the other one is still there', vim.diagnostic.get(0))
	tell(vim.fn.readfile('steer.c')[bug.lnum + 1] == '\tsock_put(sk);', 'nothing was written')
end

local good, err = xpcall(session, debug.traceback)
if not good then
	tell(false, 'session', err)
end
io.stdout:write(('%d passed, %d failed\n'):format(count - failed, failed))
vim.cmd(failed > 0 and 'cquit!' or 'qall!')
