// The folder whose changes count, and what is done at them; told by the environment:
//   KILL_POINT_FOLDER  the folder, absolute and without links; nothing happens while it is not set
//   KILL_POINT_CALLS   "record": the moments right after a flush of authority/record.jsonl, the first is 0
//                      "types": of these those after the first entry of a type, and that before any entry
//                      "all": the moments right before any call that changes a file in the folder
//   KILL_POINT_EVERY   of these moments each k-th only, 1 unless it is said
//   KILL_POINT_TARGET  at each moment the folder is copied to TARGET/<number of the moment>, and the call
//                      is written to TARGET/calls: what a SIGKILL at that moment would leave. Of "all"
//                      moments, those at which the files are as they were at an earlier one are left out
//   KILL_POINT_AT      the number of the moment at which this process gets SIGKILL, instead of copies
//   KILL_POINT_TYPE    "record" moments: SIGKILL comes when the newest entry is of this type
// and, by itself:
//   KILL_POINT_FAIL    "<errno> <path>": whatever would write to the path or below it, or look at it, fails
//                      with this error (names that are only taken away or flushed do not)
//   KILL_POINT_FLUSH   "skip": flushes answer at once. A SIGKILL takes nothing that the kernel has, so that
//                      nothing changes but the time
// Cannot see what a library writes by other calls than those of kill_point.cpp. A problem ends the process
// with exit code 99. Threads: any; the moments are in one order.
#pragma once

namespace killpoint {

// Whether a call that writes to, or looks at, this file must fail; errno is set then.
bool fails(int file);
bool fails(int folder, const char* path);

bool skipsFlushes();

// Right before a call changes the open file, or the file at the path (relative to `folder`, as openat's).
void beforeChange(const char* call, int file);
void beforeChange(const char* call, int folder, const char* path);
// Right after a call has flushed the open file.
void afterFlush(const char* call, int file);

} // namespace killpoint
