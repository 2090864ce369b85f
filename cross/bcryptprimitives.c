/* For wine before 8.17, which lacks the system's bcryptprimitives.dll: the one function of it that Rust's library calls. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(void *buffer, ULONG length); /* RtlGenRandom, in advapi32 */

__declspec(dllexport) BOOL WINAPI ProcessPrng(unsigned char *buffer, SIZE_T length) {
  return SystemFunction036(buffer, (ULONG)length);
}
