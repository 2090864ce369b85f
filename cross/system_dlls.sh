#!/bin/sh
# Fails when a Windows file needs a DLL that does not come with Windows.
#
#     system_dlls.sh FILE...
set -eu
known='^(kernel32|ntdll|advapi32|bcrypt|bcryptprimitives|userenv|ws2_32|msvcrt|ucrtbase|combase|ole32|oleaut32|shell32|user32|dbghelp|api-ms-win-[a-z0-9-]+)\.dll$'
for file in "$@"; do
  needed=$(x86_64-w64-mingw32-objdump -p "$file" | sed -n 's/.*DLL Name: //p' | tr 'A-Z' 'a-z' | sort -u)
  echo "$file needs $(echo $needed)"
  # grep ends with 1 when it finds none, which is the good case; `set -e` must not end the script then.
  foreign=$(echo "$needed" | grep -Ev "$known" || true)
  if [ -n "$foreign" ]; then
    echo "$file needs DLLs that are not the system's: $foreign" >&2
    exit 1
  fi
done
