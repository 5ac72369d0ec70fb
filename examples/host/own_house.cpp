// own_house.cpp - puts core and demo tools together, and takes them apart in the right order.
#include "own_house.hpp"

#include <memory>
#include <utility>

#include "core.hpp"
#include "demo_tools.hpp"

namespace host {
namespace {

struct Rooms {
  Core core;
  std::unique_ptr<DemoTools> demo = std::make_unique<DemoTools>();

  ~Rooms() {
    core.let_go();
    demo.reset();
  }
};

} // namespace

House own_house(const Flags &flags, const std::string &secret, const Log &log) {
  const auto rooms = std::make_shared<Rooms>();
  House house;
  house.name = "tenon-host";
  house.has_tools = flags.demo;
  house.open = [rooms, &flags, secret, &log](std::function<void()> deadline_moved) {
    std::string wrong = rooms->core.open(flags, secret, log, std::move(deadline_moved));
    return wrong.empty() && flags.demo ? rooms->demo->offer(rooms->core.get()) : wrong;
  };
  house.server = [rooms] { return rooms->core.get(); };
  house.close = [rooms] { rooms->core.let_go(); };
  house.leave = [rooms] { rooms->demo.reset(); };
  return house;
}

} // namespace host
