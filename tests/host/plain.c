/* A plain C program as a host, linked to GDAL or not: prints which one was bound. Argument: the origin expected. */
#include <lejepa_gis.h>
#include <stdio.h>
#include <string.h>

#ifdef WITH_GDAL
#include <gdal.h>
#endif

int main(int argc, char **argv) {
  char *info = NULL, expected[64];
#ifdef WITH_GDAL
  const char *linked = GDALVersionInfo("RELEASE_NAME");
#else
  const char *linked = "";
#endif
  snprintf(expected, sizeof expected, "\"origin\":\"%s\"", argc > 1 ? argv[1] : "");
  if (lejepa_gis_gdal_info(NULL, &info) != LEJEPA_GIS_STATUS_OK || !strstr(info, expected) || !strstr(info, linked)) {
    fprintf(stderr, "%s %s\n", info ? info : "", lejepa_gis_last_error());
    return 1;
  }
  puts(info);
  lejepa_gis_text_free(info);
  return 0;
}
