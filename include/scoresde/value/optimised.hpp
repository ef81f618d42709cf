// In a program that is not optimised (-O0, CMake without a build type) g++ optimises the library's
// own headers all the same, where SCORESDE_OPTIMISES_ITSELF: some three times as fast, because
// lanes hold everything that they call. Define SCORESDE_UNOPTIMISED to go through them with a
// debugger.
#pragma once

#if defined(__GNUC__) && !defined(__clang__) && !defined(__CUDACC__) && !defined(__OPTIMIZE__)
#ifndef SCORESDE_UNOPTIMISED
#define SCORESDE_OPTIMISES_ITSELF
#endif
#endif
