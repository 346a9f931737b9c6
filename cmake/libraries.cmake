# Libraries from outside, each under one name to link with.  Which folder may
# use which is checked by tests/lint/layers.py.
#
#   libuv libgit2 msgpack libsodium libcrypto sqlite3 jansson yaml libzstd
#   zlib libqrencode http_parser cmocka
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

function(library name module)
	pkg_check_modules(${name} REQUIRED QUIET IMPORTED_TARGET GLOBAL ${module})
	add_library(${name} INTERFACE)
	target_link_libraries(${name} INTERFACE PkgConfig::${name})
endfunction()

library(libuv libuv)
library(libgit2 libgit2)
library(msgpack msgpack)
library(libsodium libsodium)
library(libcrypto libcrypto)
library(sqlite3 sqlite3)
library(jansson jansson)
library(yaml yaml-0.1)
library(libzstd libzstd)
library(zlib zlib)
library(libqrencode libqrencode)
library(cmocka cmocka)

# http-parser ships no .pc file.
find_library(HTTP_PARSER_FILE http_parser REQUIRED)
find_path(HTTP_PARSER_INCLUDE http_parser.h REQUIRED)
add_library(http_parser INTERFACE)
target_link_libraries(http_parser INTERFACE ${HTTP_PARSER_FILE})
target_include_directories(http_parser SYSTEM INTERFACE ${HTTP_PARSER_INCLUDE})
