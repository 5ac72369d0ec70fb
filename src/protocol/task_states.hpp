// task_states.hpp - the life of a task: state x input -> state, effect.
#pragma once
#include <cstdint>
#include <string_view>

namespace tenon::protocol {

enum class TaskState : uint8_t {
  working,
  input_required, // questions are open; the handler is not running
  completed,
  failed,
  cancelled,
};
enum class TaskInput : uint8_t {
  ask,
  answered, // the last open question
  complete,
  fail, // by the handler, or because an answer did not come in time
  cancel,
};
enum class TaskEffect : uint8_t {
  none,       // taken: the task is in its next state
  impossible, // not taken: it came too late, or out of turn
};

inline constexpr int task_states = 5, task_inputs = 5;

struct TaskStep {
  TaskState next;
  TaskEffect effect;
};

// A task that is over stays what it is, whatever comes late (2025-11-25 basic/utilities/tasks, Task Status Lifecycle).
constexpr TaskStep step(TaskState state, TaskInput input) {
  using S = TaskState;
  using E = TaskEffect;
  constexpr TaskStep table[task_states][task_inputs] = {
      //            ask                            answered                           complete                           fail                         cancel
      /* working */ {{S::input_required, E::none}, {S::working, E::impossible}, {S::completed, E::none}, {S::failed, E::none}, {S::cancelled, E::none}},
      /* input_required */ {{S::input_required, E::impossible}, {S::working, E::none}, {S::input_required, E::impossible}, {S::failed, E::none}, {S::cancelled, E::none}},
      /* completed */ {{S::completed, E::impossible}, {S::completed, E::impossible}, {S::completed, E::impossible}, {S::completed, E::impossible}, {S::completed, E::impossible}},
      /* failed */ {{S::failed, E::impossible}, {S::failed, E::impossible}, {S::failed, E::impossible}, {S::failed, E::impossible}, {S::failed, E::impossible}},
      /* cancelled */ {{S::cancelled, E::impossible}, {S::cancelled, E::impossible}, {S::cancelled, E::impossible}, {S::cancelled, E::impossible}, {S::cancelled, E::impossible}},
  };
  return table[static_cast<int>(state)][static_cast<int>(input)];
}

constexpr bool over(TaskState state) { return state >= TaskState::completed; }

// As the wire calls it.
constexpr std::string_view status_name(TaskState state) {
  constexpr std::string_view names[task_states] = {"working", "input_required", "completed", "failed", "cancelled"};
  return names[static_cast<int>(state)];
}

} // namespace tenon::protocol
