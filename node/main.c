#include "node/cmd.h"
#include "node/harden.h"

/* Any command may come to hold a passphrase or a key. */
int main(int argc, char **argv)
{
	harden_process();
	return cmd_main(argc, argv);
}
