#include "test.h"

int main(int argc, char **argv) {
  UNUSED(argc);
  lejepa_gis_model_free(NULL);
  lejepa_gis_model_free(fixture(argv[1]));
  return 0;
}
