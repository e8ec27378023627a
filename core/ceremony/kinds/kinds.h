// The readers of all step kinds, one file each. Private to this folder and the catalogue.
#pragma once

#include "core/ceremony/planned_step.h"

namespace strongroom::ceremony {

using KindPointer = std::shared_ptr<const PlannedStep>;

// confirm.cpp: people do, hear or compare something and say so.
KindPointer readAttend(base::YamlReader& step);
KindPointer readRead(base::YamlReader& step);
KindPointer readCameras(base::YamlReader& step);
KindPointer readMaterials(base::YamlReader& step);
KindPointer readCompare(base::YamlReader& step);
KindPointer readInspect(base::YamlReader& step);
KindPointer readGoNoGo(base::YamlReader& step);
KindPointer readBreak(base::YamlReader& step);

KindPointer readClock(base::YamlReader& step);       // clock.cpp
KindPointer readWorkstation(base::YamlReader& step); // workstation.cpp
KindPointer readProve(base::YamlReader& step);       // prove.cpp
KindPointer readEnrol(base::YamlReader& step);       // enrol.cpp
KindPointer readAgree(base::YamlReader& step);       // agree.cpp
KindPointer readInitialise(base::YamlReader& step);  // initialise.cpp
KindPointer readGenerate(base::YamlReader& step);    // generate.cpp
KindPointer readBackup(base::YamlReader& step);      // backup.cpp
KindPointer readDrill(base::YamlReader& step);       // drill.cpp
KindPointer readRestore(base::YamlReader& step);     // restore.cpp
KindPointer readBags(base::YamlReader& step);        // bags.cpp
KindPointer readCheckpoint(base::YamlReader& step);  // checkpoint.cpp
KindPointer readWrite(base::YamlReader& step);       // write.cpp
KindPointer readErase(base::YamlReader& step);       // erase.cpp
KindPointer readTranscript(base::YamlReader& step);  // transcript.cpp
KindPointer readClose(base::YamlReader& step);       // close.cpp

KindPointer readLint(base::YamlReader& step);     // lint.cpp
KindPointer readCertify(base::YamlReader& step);  // certify.cpp
KindPointer readCrl(base::YamlReader& step);      // certify.cpp
KindPointer readTogether(base::YamlReader& step); // certify.cpp
KindPointer readIntake(base::YamlReader& step);   // intake.cpp
KindPointer readRevoke(base::YamlReader& step);   // revoke.cpp

// What comes after a card was lost.
KindPointer readLost(base::YamlReader& step);    // lost.cpp
KindPointer readReplace(base::YamlReader& step); // replace.cpp
KindPointer readRenew(base::YamlReader& step);   // renew.cpp
KindPointer readRewrap(base::YamlReader& step);  // rewrap.cpp
KindPointer readDestroy(base::YamlReader& step); // destroy.cpp

} // namespace strongroom::ceremony
