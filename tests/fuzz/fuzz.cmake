# fuzz_target(name library): tests/fuzz/fuzz_<name>.c.
#
# With FUZZ=ON (clang) a libFuzzer program; otherwise the same code linked with
# replay.c, which feeds it every file of tests/fuzz/corpus/<name>, as a test.
function(fuzz_target name library)
	set(folder ${CMAKE_SOURCE_DIR}/tests/fuzz)
	set(program fuzz_${name})
	if(FUZZ)
		add_executable(${program} ${folder}/fuzz_${name}.c)
		target_link_options(${program} PRIVATE -fsanitize=fuzzer)
	else()
		add_executable(${program} ${folder}/fuzz_${name}.c
			${folder}/replay.c)
		add_test(NAME fuzz/${name}
			COMMAND ${program} ${folder}/corpus/${name})
		set_tests_properties(fuzz/${name} PROPERTIES
			LABELS fuzz TIMEOUT 300)
	endif()
	target_link_libraries(${program} PRIVATE ${library} options)
endfunction()
