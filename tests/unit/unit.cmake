# Libraries of a folder and of those below it, top first.
set(layers_base base)
set(layers_keys keys ${layers_base})
set(layers_schema schema ${layers_keys})
set(layers_sync sync ${layers_schema})
set(layers_node node_core ${layers_sync})

# unit_test(folder file): tests/unit/<folder>/test_<file>.c asks whether
# <folder>/<file>.c keeps its header's promises.
function(unit_test folder file)
	set(name test_${folder}_${file})
	if(NOT EXISTS ${CMAKE_SOURCE_DIR}/tests/unit/${folder}/test_${file}.c)
		# Registered and not there: a failure, but only of this test.
		message(WARNING "tests/unit/${folder}/test_${file}.c is missing")
		add_test(NAME unit/${folder}/${file}
			COMMAND ${CMAKE_COMMAND} -E false)
		return()
	endif()
	add_executable(${name}
		${CMAKE_SOURCE_DIR}/tests/unit/${folder}/test_${file}.c)
	target_link_libraries(${name} PRIVATE ${layers_${folder}} options cmocka)
	add_test(NAME unit/${folder}/${file} COMMAND ${name})
	set_tests_properties(unit/${folder}/${file} PROPERTIES
		LABELS unit TIMEOUT 120)
endfunction()

# unit_test_again(folder file...): the same programs once more, their worlds of
# suite 250 (tests/suite/suite_250.c), whose lengths are all others.
function(unit_test_again folder)
	if(NOT TEST_SUITE)
		return()
	endif()
	foreach(file ${ARGN})
		add_test(NAME unit/${folder}/${file}/suite_250
			COMMAND test_${folder}_${file})
		set_tests_properties(unit/${folder}/${file}/suite_250 PROPERTIES
			LABELS unit TIMEOUT 120
			ENVIRONMENT TONGBAN_TEST_SUITE=250)
	endforeach()
endfunction()
