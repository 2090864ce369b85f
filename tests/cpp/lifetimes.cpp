// Lives that objects have in real C++ hosts: what is freed, or asked, when a thread or the program ends. argv[1] says which.
#include <lejepa_gis.hpp>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>

namespace {

std::unique_ptr<lejepa_gis::Model> of_program;
thread_local std::unique_ptr<lejepa_gis::Model> of_thread;

// Constructed before the thread's first call into the library, so destroyed after the library's own objects.
struct AsksForError {
  ~AsksForError() { std::printf("%zu\n", std::string(lejepa_gis_last_error()).size()); }
};

struct Calls {
  ~Calls() {
    if (lejepa_gis_image_init(nullptr, 0) != LEJEPA_GIS_STATUS_ARGUMENT) std::_Exit(7);
    char *json = nullptr;
    if (lejepa_gis_parameters(&json) != LEJEPA_GIS_STATUS_OK || !json) std::_Exit(8);
    lejepa_gis_text_free(json);
    LejepaGisModel *model = nullptr;
    if (lejepa_gis_model_open("texture", nullptr, &model) != LEJEPA_GIS_STATUS_OK) std::_Exit(9);
    lejepa_gis_model_free(model);
  }
};

void at_exit() { Calls calls; }

template <class Late>
void on_a_thread() {
  std::thread([] {
    thread_local Late late;
    Late *volatile used = &late;
    (void)used;
    lejepa_gis_image_init(nullptr, 1);
  }).join();
}

}  // namespace

int main(int, char **argv) {
  const std::string which = argv[1];
  if (which == "global") of_program = std::make_unique<lejepa_gis::Model>("texture");
  if (which == "static_local") {
    static lejepa_gis::Model model("texture");
    if (model.name() != "texture") return 6;
  }
  if (which == "thread_local") std::thread([] { of_thread = std::make_unique<lejepa_gis::Model>("texture"); }).join();
  if (which == "thread_local_main") of_thread = std::make_unique<lejepa_gis::Model>("texture");
  if (which == "late_error") on_a_thread<AsksForError>();
  if (which == "late_calls") on_a_thread<Calls>();
  if (which == "at_exit_before") {
    std::atexit(at_exit);
    lejepa_gis_image_init(nullptr, 1);
  }
  if (which == "at_exit_after") {
    lejepa_gis_image_init(nullptr, 1);
    std::atexit(at_exit);
  }
  return 0;
}
