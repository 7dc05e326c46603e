/* A machine of 64 cores, for programs that are started with LD_PRELOAD: they are told of so many, and get no more. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sched.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define CORES 64

int sched_getaffinity(pid_t process, size_t size, cpu_set_t *cores) {
  (void)process;
  if (size < CORES / 8) return -1;
  memset(cores, 0, size);
  memset(cores, 0xff, CORES / 8);
  return 0;
}

int get_nprocs(void) { return CORES; }

int get_nprocs_conf(void) { return CORES; }

long sysconf(int name) {
  static long (*real)(int);
  if (name == _SC_NPROCESSORS_ONLN || name == _SC_NPROCESSORS_CONF) return CORES;
  if (!real) real = (long (*)(int))dlsym(RTLD_NEXT, "sysconf");
  return real(name);
}
