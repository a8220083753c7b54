namespace JobRunner.Tests.Support;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("jobrunner-tests-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
