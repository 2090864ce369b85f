#include "basis.h"

int main(void) {
  LejepaGisBasis *basis = known_basis();
  char *json = (char *)1;
  FAILS(lejepa_gis_basis_to_json(basis, NULL), ARGUMENT, "json is NULL");
  FAILS(lejepa_gis_basis_to_json(NULL, &json), ARGUMENT, "basis is NULL");
  EXPECT(json == NULL);
  OK(lejepa_gis_basis_to_json(basis, &json));
  EXPECT(strstr(json, "\"components\"") && strstr(json, "\"explained\""));
  lejepa_gis_text_free(json);
  lejepa_gis_basis_free(basis);
  return 0;
}
