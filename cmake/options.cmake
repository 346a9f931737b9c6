# The library `options` carries what every source of ours is compiled with.
include(CheckCCompilerFlag)

add_library(options INTERFACE)
target_include_directories(options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(options INTERFACE _GNU_SOURCE)
target_compile_options(options INTERFACE
	-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
	-Wstrict-prototypes -Wmissing-prototypes -Wcast-qual -Wundef -Wvla
	-Wformat=2 -Wswitch-enum -Wnull-dereference -Wdouble-promotion)

if(STRICT)
	target_compile_options(options INTERFACE -Werror)
endif()

if(FAILPOINTS)
	target_compile_definitions(options INTERFACE FAILPOINTS=1)
endif()

if(TEST_SUITE)
	target_compile_definitions(options INTERFACE TEST_SUITE=1)
endif()

if(COVERAGE)
	target_compile_options(options INTERFACE --coverage)
	target_link_options(options INTERFACE --coverage)
endif()

if(SANITIZE)
	target_compile_options(options INTERFACE
		-fsanitize=${SANITIZE} -fno-omit-frame-pointer
		-fno-sanitize-recover=all)
	target_link_options(options INTERFACE -fsanitize=${SANITIZE})
endif()

# Hardening: what an operator runs.  A sanitizer brings its own checks, and
# _FORTIFY_SOURCE wants an optimised build.
if(CMAKE_BUILD_TYPE MATCHES "^Rel" AND NOT SANITIZE)
	target_compile_options(options INTERFACE
		-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
	foreach(flag -fstack-protector-strong -fstack-clash-protection
	    -fcf-protection=full)
		string(MAKE_C_IDENTIFIER "HAVE${flag}" have)
		check_c_compiler_flag(${flag} ${have})
		if(${have})
			target_compile_options(options INTERFACE ${flag})
		endif()
	endforeach()
	target_link_options(options INTERFACE
		-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
endif()
