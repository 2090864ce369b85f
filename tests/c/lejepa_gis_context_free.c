#include "job.h"

int main(int argc, char **argv) {
  LejepaGisContext *context = NULL;
  UNUSED(argc), UNUSED(argv);
  lejepa_gis_context_free(NULL);
  OK(lejepa_gis_context_new(NULL, NULL, NULL, &context));
  FAILS(lejepa_gis_model_open(NULL, NULL, NULL), ARGUMENT, "NULL");
  lejepa_gis_context_free(context);
  EXPECT(strlen(lejepa_gis_last_error()) > 0);
  return 0;
}
