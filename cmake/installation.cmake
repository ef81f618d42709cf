# Installation: headers, the CMake package, pkg-config files. Nothing depends on the architecture. The
# package lies where find_package looks in every prefix, whatever CMAKE_INSTALL_DATADIR is;
# pkg-config's files lie in ${CMAKE_INSTALL_DATADIR}/pkgconfig.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(scoresde_package_dir share/cmake/scoresde)

# install_headers(EXPORT TARGET...): the targets' headers, and a file of the package that imports them.
function(install_headers export)
  if(NOT SCORESDE_INSTALL)
    return()
  endif()
  foreach(target IN LISTS ARGN)
    get_target_property(sets ${target} INTERFACE_HEADER_SETS)
    list(TRANSFORM sets PREPEND "FILE_SET;")
    install(TARGETS ${target} EXPORT ${export} ${sets})
  endforeach()
  install(EXPORT ${export} NAMESPACE scoresde:: DESTINATION "${scoresde_package_dir}")
  if(IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
    # CMake writes the prefix before the base of a file set even where that is absolute.
    install(CODE "
      set(file \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${scoresde_package_dir}/${export}.cmake\")
      file(READ \"\${file}\" text)
      string(REPLACE [==[\${_IMPORT_PREFIX}/${CMAKE_INSTALL_INCLUDEDIR}]==] [==[${CMAKE_INSTALL_INCLUDEDIR}]==]
             text \"\${text}\")
      file(WRITE \"\${file}\" \"\${text}\")")
  endif()
endfunction()

# install_pkg_config(TEMPLATE): the .pc that a .pc.in of this folder becomes. What lies in the prefix is named
# from where the file lies, so that the prefix may be moved.
function(install_pkg_config template)
  if(NOT SCORESDE_INSTALL)
    return()
  endif()
  if(IS_ABSOLUTE "${CMAKE_INSTALL_DATADIR}")
    set(pkg_config_prefix "${CMAKE_INSTALL_PREFIX}")
  else()
    file(RELATIVE_PATH up "/prefix/${CMAKE_INSTALL_DATADIR}/pkgconfig" /prefix)
    string(REGEX REPLACE "/$" "" up "${up}")
    set(pkg_config_prefix "\${pcfiledir}/${up}")
  endif()
  cmake_path(APPEND pkg_config_includedir "\${prefix}" "${CMAKE_INSTALL_INCLUDEDIR}")
  get_filename_component(name "${template}" NAME_WLE)
  configure_file("${template}" "${CMAKE_CURRENT_BINARY_DIR}/${name}" @ONLY)
  install(FILES "${CMAKE_CURRENT_BINARY_DIR}/${name}" DESTINATION "${CMAKE_INSTALL_DATADIR}/pkgconfig")
endfunction()
