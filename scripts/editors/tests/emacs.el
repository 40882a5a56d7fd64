;;; -*- lexical-binding: t -*-
;; SPDX-License-Identifier: GPL-2.0-only
;; A session in Emacs with eglot: opens a file with a bug, looks, repairs it by the quick fix.
(require 'package)
(setq package-user-dir (expand-file-name "~/elpa")
      package-directory-list '("/usr/share/emacs/site-lisp/elpa"))
(package-initialize)
(require 'cl-lib)
(load (concat (getenv "TOP") "/scripts/editors/emacs.el"))

(defvar count 0)
(defvar failed 0)

(defun tell (good name why)
  (setq count (1+ count))
  (unless good (setq failed (1+ failed)))
  (princ (format "%s %d - emacs: %s\n" (if good "ok" "not ok") count name))
  (unless good (princ (format "# %S\n" why))))

(defun until (what)
  "Let the server talk until WHAT says so."
  (let ((end (+ (float-time) 450)) (value nil))
    (while (and (not (setq value (funcall what))) (< (float-time) end))
      (accept-process-output nil 0.05))
    value))

(defun of (rule)
  (seq-filter (lambda (d) (string-match-p rule (flymake-diagnostic-text d))) (flymake-diagnostics)))

(defun session ()
  (setq skbown-program (getenv "SKBOWN") eglot-sync-connect 450 eglot-autoshutdown nil
        eglot-confirm-server-initiated-edits nil eglot-connect-timeout 450 eglot-send-changes-idle-time 0)
  (find-file "steer.c")
  (c-mode)
  (apply #'eglot--connect (list '(c-mode) (cons 'transient default-directory) 'eglot-lsp-server
                                (skbown-command) "c"))
  (tell (until (lambda () (of "nonfullsock-put"))) "the bug is shown" (flymake-diagnostics))
  (let* ((bug (car (of "nonfullsock-put"))) (line (line-number-at-pos (flymake-diagnostic-beg bug)))
         (offered nil))
    (goto-char (flymake-diagnostic-beg bug))
    (tell (looking-at "sock_put(sk);") "at its place" (buffer-substring (point) (line-end-position)))
    (setq last-nonmenu-event ?a) ; a key, not a mouse
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt table &rest _) (setq offered (all-completions "" table)) (car offered))))
      (eglot-code-actions (point) (point) nil t))
    (tell (and (= (length offered) 3) (equal (car offered) "Change to sock_gen_put"))
          "the repair is offered" offered)
    (goto-char (point-min))
    (forward-line (1- line))
    (tell (looking-at "\tsock_gen_put(sk);") "the repair is made"
          (buffer-substring (point) (line-end-position)))
    (eglot--signal-textDocument/didChange)
    (tell (until (lambda () (not (of "nonfullsock-put")))) "and the finding is gone"
          (flymake-diagnostics))
    (tell (of "nonfullsock-use") "the other one is still there" (flymake-diagnostics))
    (skbown-explain "missing-orphan")
    (tell (with-current-buffer "*skbown*" (save-excursion (goto-char (point-min))
                                                          (search-forward "## How to fix" nil t)))
          "a rule is explained" nil)
    (set-buffer-modified-p nil))
  (eglot-shutdown (eglot-current-server)))

(condition-case err (session)
  (error (tell nil "session" err)))
(princ (format "%d passed, %d failed\n" (- count failed) failed))
(kill-emacs (if (> failed 0) 1 0))
