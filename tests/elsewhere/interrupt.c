/* Starts a command in this program's console, waits until the folder of its outputs has begun, presses Ctrl-C in the console,
 * and returns the command's exit code. Arguments: a pattern that the begun work matches, then the command line in one piece. */
#include <stdio.h>
#include <windows.h>

int main(int argc, char **argv) {
  STARTUPINFOA startup = {0};
  PROCESS_INFORMATION process = {0};
  WIN32_FIND_DATAA found;
  DWORD code = 99;
  int tries;
  if (argc != 3) return 90;
  startup.cb = sizeof startup;
  if (!CreateProcessA(NULL, argv[2], NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process)) return 91;
  for (tries = 0; FindFirstFileA(argv[1], &found) == INVALID_HANDLE_VALUE; tries++) {
    if (tries == 3000 || WaitForSingleObject(process.hProcess, 0) == WAIT_OBJECT_0) return 92;
    Sleep(20);
  }
  Sleep(300);
  SetConsoleCtrlHandler(NULL, TRUE); /* this program itself goes on */
  if (!GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0)) return 93;
  if (WaitForSingleObject(process.hProcess, 120000) != WAIT_OBJECT_0) return 94;
  GetExitCodeProcess(process.hProcess, &code);
  return (int)code;
}
