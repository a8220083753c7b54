using JobRunner.Cli.CommandLine;
using JobRunner.Cli.Connection;
using JobRunner.Cli.Failures;
using JobRunner.Cli.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.Connection;

/// <summary>Options, profiles and variables, and which of them counts.</summary>
public sealed class SettingsTests
{
    private const string Profiles =
        """
        {
          // by hand
          "defaultProfile": "local",
          "profiles": {
            "local": { "url": "https://local:1", "cert": "client.pem", "key": "~/client.key", "cacert": "/etc/ca.pem" },
            "build": { "url": "https://build:2" },
          }
        }
        """;

    private readonly Dictionary<string, string> _variables = [];
    private TemporaryFolder _home = null!;

    [SetUp]
    public void MakeHome()
    {
        _home = new TemporaryFolder();
        _variables.Clear();
        _variables["HOME"] = _home.Path;
        Write(Profiles);
    }

    [TearDown]
    public void DeleteHome() => _home.Dispose();

    [Test]
    public void The_usual_profile_is_used_and_its_paths_are_found() => Assert.That(Read(), Is.EqualTo(new ConnectionSettings
    {
        Url = "https://local:1",
        Certificate = Path.Combine(_home.Path, ".config", "jobctl", "client.pem"),
        Key = Path.Combine(_home.Path, "client.key"),
        Authority = "/etc/ca.pem",
    }));

    [Test]
    public void Variables_come_before_the_usual_profile()
    {
        _variables["JOBCTL_URL"] = "https://variable:3";
        Assert.That(Read(), Has.Property("Url").EqualTo("https://variable:3").And.Property("Authority").EqualTo("/etc/ca.pem"));
    }

    [Test]
    public void A_profile_that_is_named_comes_before_variables()
    {
        _variables["JOBCTL_URL"] = "https://variable:3";
        _variables["JOBCTL_CERT"] = "/v.pem";
        Assert.That(Read("--profile", "build"), Has.Property("Url").EqualTo("https://build:2").And.Property("Certificate").EqualTo("/v.pem"));
    }

    [Test]
    public void Options_come_first() => Assert.That(Read("--profile", "build", "--url", "https://option:4").Url, Is.EqualTo("https://option:4"));

    [Test]
    public void A_variable_can_name_the_profile()
    {
        _variables["JOBCTL_PROFILE"] = "build";
        Assert.That(Read().Url, Is.EqualTo("https://build:2"));
    }

    [Test]
    public void A_profile_that_is_not_there_is_told_with_those_that_are() =>
        Assert.That(() => Read("--profile", "bulid"), Throws.TypeOf<CliException>().With.Message.Contains("there are local, build"));

    [TestCase("{")]
    [TestCase("""{ "profiles": { "a": { "urll": "x" } } }""")]
    public void A_file_that_is_wrong_is_named(string text)
    {
        Write(text);
        Assert.That(() => Read(), Throws.TypeOf<CliException>().With.Message.Contains("config.json, line 1").And.Property("ExitCode").EqualTo(ExitCodes.Usage));
    }

    [TestCase(null, "Which server?")]
    [TestCase("http://plain:1", "like https://")]
    [TestCase("localhost:8443", "like https://")]
    public void An_address_has_to_be_one(string? address, string words) =>
        Assert.That(() => Connector.Connect(new ConnectionSettings { Url = address }), Throws.TypeOf<CliException>().With.Message.Contains(words));

    [Test]
    public void A_file_that_is_missing_is_named() => Assert.That(
        () => Connector.Connect(new ConnectionSettings { Url = "https://localhost:1", Certificate = "/no/such.pem" }),
        Throws.TypeOf<CliException>().With.Message.Contains("/no/such.pem").And.Message.Contains("--cert"));

    private ConnectionSettings Read(params string[] options)
    {
        using var jobs = new JobsManager(new JobsManagerOptions());
        var grammar = new Grammar(JobctlInProcess.NewSurroundings(jobs, Variable));
        return grammar.Connection.Read(grammar.Parse(["list", .. options]), Variable);
    }

    private string? Variable(string name) => _variables.GetValueOrDefault(name);

    private void Write(string text)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_home.Path, ".config", "jobctl")).FullName;
        File.WriteAllText(Path.Combine(folder, "config.json"), text);
    }
}
