/* A host that has loaded GDAL by itself: the library must find that copy. Argument: GDAL's file. */
#if !defined(_WIN32)
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#else
#include <windows.h>
#endif
#include "../c/test.h"

int main(int argc, char **argv) {
  char *info = NULL;
  EXPECT(argc == 2);
#ifdef _WIN32
  EXPECT(LoadLibraryExA(argv[1], NULL, LOAD_WITH_ALTERED_SEARCH_PATH) != NULL);
#else
  EXPECT(dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) != NULL);
#endif
  OK(lejepa_gis_gdal_info(NULL, &info));
  EXPECT(strstr(info, "\"origin\":\"process\"") != NULL);
  puts(info);
  lejepa_gis_text_free(info);
  return 0;
}
