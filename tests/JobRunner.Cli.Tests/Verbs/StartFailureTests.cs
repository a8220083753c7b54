using JobRunner.Cli.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.Verbs;

/// <summary>What a shell would end with, whatever the program is named.</summary>
public sealed class StartFailureTests : InProcessTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFiles()
    {
        _folder = new TemporaryFolder();
        File.WriteAllText(PathOf("data"), "no program\n");
        File.WriteAllText(PathOf("text"), "no program either\n");
        File.WriteAllText(PathOf("script"), "#!/no/such/interpreter\n");
        foreach (var file in (string[])["text", "script"])
        {
            MakeExecutable(PathOf(file));
        }
    }

    [TearDown]
    public void DeleteFiles() => _folder.Dispose();

    [TestCase("no-such-program", 127)]
    [TestCase("./no-such-file", 127)]
    [TestCase("./not executable", 127)]
    [TestCase("./data: it does not exist", 127)]
    [TestCase("./script", 127)]
    [TestCase("./data", 126)]
    [TestCase("./text", 126)]
    [TestCase("/", 126)]
    public async Task Run_ends_as_a_shell_would(string command, int exitCode) => await Fails(exitCode, ["run", "--cwd", _folder.Path, "--", command]);

    [Test]
    public Task Start_does_too() => Fails(127, ["start", "--", "no-such-program"], "no-such-program");

    [Test]
    public Task A_program_that_is_not_on_the_jobs_path_is_not_found() => Fails(127, ["run", "-e", "PATH=/nowhere", "--", "ls"]);

    [Test]
    public Task A_job_without_path_finds_nothing() => Fails(127, ["run", "--unset", "PATH", "--", "ls"]);

    [Test]
    public Task What_is_not_about_the_program_is_jobctls_failure() => Fails(125, ["run", "--cwd", "/no/such/folder", "--", "ls"], "/no/such/folder");

    [Test]
    public Task What_is_not_about_the_program_is_1_for_start() => Fails(1, ["start", "--cwd", "/no/such/folder", "--", "ls"], "/no/such/folder");

    private static void MakeExecutable(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    private string PathOf(string file) => Path.Combine(_folder.Path, file);
}
