" SPDX-License-Identifier: GPL-2.0-only
" skbown as Vim's compiler: copy to ~/.vim/compiler/skbown.vim, then ":compiler skbown" and
" ":make net/llc". The steps of a path are entries of their own, of type "note".
if exists('current_compiler')
	finish
endif
let current_compiler = 'skbown'
let s:save = &cpo
set cpo&vim

CompilerSet makeprg=skbown\ check\ --no-snippets\ --quiet
CompilerSet errorformat=%f:%l:%c:\ %trror:\ %m,%f:%l:%c:\ %tarning:\ %m,%f:%l:%c:\ %tote:\ %m

let &cpo = s:save
unlet s:save
