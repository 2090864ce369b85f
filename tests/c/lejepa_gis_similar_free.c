#include "similar.h"

int main(int argc, char **argv) {
  UNUSED(argc);
  lejepa_gis_similar_free(NULL);
  FAILS(lejepa_gis_similar_sizes(NULL, NULL, NULL, NULL), ARGUMENT, "similar is NULL");
  lejepa_gis_similar_free(similar(argv[1], argv[2]));
  EXPECT(lejepa_gis_last_error()[0] == 0); /* opening it succeeded after the failure */
  return 0;
}
