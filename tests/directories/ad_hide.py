# SPDX-License-Identifier: Apache-2.0
# ad_hide.py - what an account may not read any more in Samba's directory
#
#	python3 ad_hide.py SAM.LDB SMB.CONF ACCOUNT BASE [ATTRIBUTE]
#
# Each object below BASE denies ACCOUNT to read ATTRIBUTE, and nothing else; without it nothing. It stands in the
# objects themselves: what is inherited comes after what the classes of the schema allow everybody.
import re
import sys

import ldb
from samba.auth import system_session
from samba.dcerpc import misc, security
from samba.ndr import ndr_pack, ndr_unpack
from samba.param import LoadParm
from samba.samdb import SamDB

database, conf, account, base = sys.argv[1:5]
params = LoadParm()
params.load(conf)
sam = SamDB(url=database, session_info=system_session(), lp=params)
sid = ndr_unpack(security.dom_sid, sam.search(
    base=sam.domain_dn(), expression="(sAMAccountName=%s)" % account, attrs=["objectSid"])[0]["objectSid"][0])
domain = security.dom_sid(sam.get_domain_sid())
denial = ""
if len(sys.argv) > 5:
    schema = sam.search(base=str(sam.get_schema_basedn()), expression="(lDAPDisplayName=%s)" % sys.argv[5],
                        attrs=["schemaIDGUID"])
    denial = "(OD;;RP;%s;;%s)" % (ndr_unpack(misc.GUID, schema[0]["schemaIDGUID"][0]), sid)
dacl_only = ["sd_flags:1:4"]
for entry in sam.search(base=base, attrs=["nTSecurityDescriptor"], controls=dacl_only):
    sddl = ndr_unpack(security.descriptor, entry["nTSecurityDescriptor"][0]).as_sddl(domain)
    sddl = re.sub(r"\(OD;;RP;[^;]*;;%s\)" % sid, "", sddl)
    sddl = re.sub(r"(D:[A-Z]*)", r"\g<1>" + denial, sddl, count=1)
    change = ldb.Message(entry.dn)
    change["sd"] = ldb.MessageElement(ndr_pack(security.descriptor.from_sddl(sddl, domain)),
                                      ldb.FLAG_MOD_REPLACE, "nTSecurityDescriptor")
    sam.modify(change, controls=dacl_only)
