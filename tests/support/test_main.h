// STRONGROOM_TEST_MAIN(Class): a guiless QtTest main that opens the secure heap first, as every program does.
#pragma once

#include "core/base/secret.h"

#include <QtTest/QtTest>

#define STRONGROOM_TEST_MAIN(TestClass)                                                                      \
    int main(int argc, char** argv) {                                                                        \
        strongroom::base::openSecureHeap();                                                                  \
        TestClass test;                                                                                      \
        return QTest::qExec(&test, argc, argv);                                                              \
    }
