// STRONGROOM_GUI_TEST_MAIN(Class): a QtTest main with a QApplication, that opens the secure heap first, as
// every program does.
#pragma once

#include "core/base/secret.h"

#include <QtTest/QtTest>
#include <QtWidgets/QApplication>

#define STRONGROOM_GUI_TEST_MAIN(TestClass)                                                                  \
    int main(int argc, char** argv) {                                                                        \
        strongroom::base::openSecureHeap();                                                                  \
        QApplication application(argc, argv);                                                                \
        TestClass test;                                                                                      \
        return QTest::qExec(&test, argc, argv);                                                              \
    }
