#include "basis.h"

int main(int argc, char **argv) {
  UNUSED(argc);
  EXPECT(lejepa_gis_last_error() != NULL && lejepa_gis_last_error()[0] == '\0');
  FAILS(lejepa_gis_parameters(NULL), ARGUMENT, "json is NULL");
  char *json = NULL;
  OK(lejepa_gis_parameters(&json));
  EXPECT(lejepa_gis_last_error()[0] == '\0'); /* a success clears it */
  /* what frees keeps it, for programs free before they read it */
  LejepaGisModel *model = fixture(argv[1]);
  LejepaGisBasis *basis = known_basis();
  FAILS(lejepa_gis_parameters(NULL), ARGUMENT, "json is NULL");
  lejepa_gis_text_free(json);
  lejepa_gis_model_free(model);
  lejepa_gis_basis_free(basis);
  lejepa_gis_text_free(NULL);
  lejepa_gis_model_free(NULL);
  lejepa_gis_basis_free(NULL);
  EXPECT(strstr(lejepa_gis_last_error(), "json is NULL") != NULL);
  return 0;
}
