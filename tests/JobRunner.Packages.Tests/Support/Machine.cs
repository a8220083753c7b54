using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Packages.Tests.Support;

/// <summary>
/// A user's place outside of the repository: a folder with a feed of the packages, and the programs that are run in it. Whatever these leave, packages and
/// temporary files included, is in the folder, and goes with it.
/// </summary>
internal sealed class Machine : IAsyncDisposable
{
    // Of a cold start on a busy machine. What takes longer hangs.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly TemporaryFolder _folder = new();
    private readonly JobsManager _jobs = new(new JobsManagerOptions());
    private readonly Dictionary<string, string?> _environment;

    public Machine()
    {
        _environment = ChildEnvironment.Make(PathOf("packages"), Directory.CreateDirectory(PathOf("temp")).FullName);
        File.WriteAllText(PathOf("nuget.config"), """
            <configuration>
              <packageSources>
                <add key="packed" value="feed" />
              </packageSources>
            </configuration>
            """);
    }

    public string PathOf(string file) => Path.Combine(_folder.Path, file);

    /// <summary>Runs a program to its end, which must be a success.</summary>
    /// <returns>What it wrote to standard output.</returns>
    public async Task<string> SucceedAsync(string program, params string[] arguments)
    {
        var result = await RunAsync(program, arguments);
        Assert.That(result.Status.ExitCode, Is.Zero, $"{program} {string.Join(' ', arguments)}\n{result.StandardOutput}\n{result.StandardError}");
        return result.StandardOutput;
    }

    /// <summary>Runs a program to its end.</summary>
    public Task<JobResult> RunAsync(string program, params string[] arguments) => _jobs.RunAsync(new JobSpec(program, arguments)
    {
        WorkingDirectory = _folder.Path,
        Environment = _environment,
        Timeout = Limit,
    });

    public async ValueTask DisposeAsync()
    {
        await _jobs.DisposeAsync();
        _folder.Dispose();
    }
}
