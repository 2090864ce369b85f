// Progress that throws: the C++ layer stops the job and throws again; the library goes on working.
#include <lejepa_gis.hpp>

#include <cstdio>
#include <stdexcept>
#include <string>

int main(int, char **argv) {
  const std::string folder = argv[1];
  lejepa_gis::Model model("texture");
  const lejepa_gis::Options options = {"REFLECTANCE=dn", "OVERWRITE=YES"};
  const auto run = [&](const lejepa_gis::Progress &progress) {
    return lejepa_gis::change(model, folder + "/before.tif", folder + "/after.tif", folder + "/c.tif", options, progress);
  };
  std::string caught;
  try {
    run([](double, const char *) -> bool { throw std::runtime_error("from the callback"); });
  } catch (const std::runtime_error &error) {
    caught = error.what();
  }
  if (caught != "from the callback") return std::puts(caught.c_str()), 1;
  return run(nullptr).empty() ? 2 : 0;
}
