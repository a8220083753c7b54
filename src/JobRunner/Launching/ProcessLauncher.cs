namespace JobRunner.Launching;

/// <summary>Chooses how programs are started on this machine.</summary>
internal static class ProcessLauncher
{
    public static IProcessLauncher Create() => new CliWrapLauncher();
}
