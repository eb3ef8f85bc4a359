// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import io.ringrank.gateway.app.ServerStartException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Saves what a server knows of users, keys, usage and actions. */
@Command(name = "backup", description = {"Save users, keys, usage and audit log in one file,",
    "while the server runs or when it is stopped. Sessions and models are not in it."},
        sortOptions = false)
final class BackupCommand implements Callable<Integer> {

    private final CliContext context;

    @Parameters(paramLabel = "FILE", description = "To write; it must not exist yet.")
    private Path file = Path.of("");

    @Mixin
    private final ServerFlags server;

    BackupCommand(CliContext context) {
        this.context = context;
        this.server = new ServerFlags(context);
    }

    @Override
    public Integer call()
            throws ServerStartException, CommandFailedException, InterruptedException {
        if (Files.exists(file)) {
            throw new CommandFailedException(file + " is there already; choose another name");
        }
        return new Administration(context, server).run(this::save);
    }

    /** Under another name first, so that what has the name is whole. */
    private void save(AdminClient admin) throws CommandFailedException, InterruptedException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.deleteIfExists(part);
            Files.createFile(part, PosixFilePermissions
                    .asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (OutputStream out = Files.newOutputStream(part)) {
                admin.download("/api/v1/backup", out);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailedException("somebody else is writing " + part);
        } catch (IOException e) {
            throw new CommandFailedException("the backup " + file + " can't be written: " + e);
        }
    }
}
