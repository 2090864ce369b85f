#include "similar.h"

int main(int argc, char **argv) {
  const char *input = features(argv[1], argv[2]), *wrong[] = {"MODEL=default", NULL}, *options[] = {"THREADS=1", NULL};
  LejepaGisSimilar *similar = (LejepaGisSimilar *)1;
  LejepaGisContext *context = NULL;
  int calls = 0;
  UNUSED(argc);
  FAILS(lejepa_gis_similar_open(NULL, NULL, NULL, NULL, NULL, &similar), ARGUMENT, "input is NULL");
  EXPECT(similar == NULL);
  FAILS(lejepa_gis_similar_open(input, NULL, NULL, NULL, NULL, NULL), ARGUMENT, "similar is NULL");
  FAILS(lejepa_gis_similar_open(NOT_UTF8, NULL, NULL, NULL, NULL, &similar), ARGUMENT, "UTF-8");
  FAILS(lejepa_gis_similar_open(input, NULL, wrong, NULL, NULL, &similar), ARGUMENT, "MODEL is no parameter of query");
  FAILS(lejepa_gis_similar_open(path(argv[2], "before.tif"), NULL, NULL, NULL, NULL, &similar), RASTER, "has 5 bands");
  FAILS(lejepa_gis_similar_open(input, NULL, NULL, stop, &calls, &similar), CANCELLED, "");
  EXPECT(calls == 1 && similar == NULL);
  OK(lejepa_gis_context_new(NULL, NULL, NULL, &context));
  OK(lejepa_gis_similar_open(input, context, options, go_on, &calls, &similar));
  EXPECT(calls > 1 && similar != NULL);
  lejepa_gis_context_free(context);
  lejepa_gis_similar_free(similar);
  return 0;
}
