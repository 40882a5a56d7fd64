;;; emacs.el --- skbown in Emacs, by eglot  -*- lexical-binding: t -*-
;; SPDX-License-Identifier: GPL-2.0-only
;; See emacs.md beside this file.

(require 'eglot)

(defgroup skbown nil "Who owns a socket buffer." :group 'tools)

(defcustom skbown-program "skbown" "The program." :type 'string)

(defcustom skbown-arguments nil
  "Options as of \"skbown lsp --help\", for example (\"--kdir\" \"~/src/linux\")."
  :type '(repeat string))

(defun skbown-command (&rest _)
  "The language server, as eglot wants it."
  (append (list skbown-program "lsp") skbown-arguments
          (list :initializationOptions '(:codeLens :json-false :showPages :json-false))))

(add-to-list 'eglot-server-programs '((c-mode c-ts-mode) . skbown-command))

(defun skbown-explain (rule)
  "Show the page of RULE; interactively, of the finding at point."
  (interactive
   (list (completing-read "Rule: " nil nil nil
                          (let ((d (car (flymake-diagnostics (point)))))
                            (and d (string-match "\\[\\([a-z-]+\\)\\]" (flymake-diagnostic-text d))
                                 (match-string 1 (flymake-diagnostic-text d)))))))
  (let ((page (jsonrpc-request (eglot-current-server) :workspace/executeCommand
                               `(:command "skbown.explain" :arguments [,rule]))))
    (with-help-window "*skbown*"
      (princ (plist-get page :page)))))

(defun skbown-scan ()
  "Check the whole project."
  (interactive)
  (message "%s" (plist-get (jsonrpc-request (eglot-current-server) :workspace/executeCommand
                                            '(:command "skbown.scan" :arguments []) :timeout 86400)
                           :summary)))

;; M-x compile with "skbown check ...": its lines are those of a compiler; "note" is a step of a path.
(with-eval-after-load 'compile
  (add-to-list 'compilation-error-regexp-alist-alist
               '(skbown "^\\([^:\n]+\\):\\([0-9]+\\):\\([0-9]+\\): \\(?:error\\|\\(warning\\)\\|\\(note\\)\\): "
                        1 2 3 (4 . 5)))
  (add-to-list 'compilation-error-regexp-alist 'skbown))

(provide 'skbown)
;;; emacs.el ends here
