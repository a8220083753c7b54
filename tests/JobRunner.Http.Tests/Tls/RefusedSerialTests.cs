using System.Net;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Tls;

/// <summary>A serial number is refused while the server runs.</summary>
public sealed class RefusedSerialTests
{
    [Test]
    public async Task A_new_connection_is_turned_away_and_others_are_not()
    {
        await using var server = await JobsServer.StartAsync();
        var certificate = server.Certificates.Client("alice");
        await server.ClientWith(certificate).GetJsonAsync(Call.Jobs);
        server.Certificates.Refuse(certificate);
        await Assert.ThatAsync(() => server.ClientWith(certificate).GetJsonAsync(Call.Jobs), Throws.InstanceOf<HttpRequestException>());
        await server.Alice.GetJsonAsync(Call.Jobs);
    }

    [Test]
    public async Task A_line_may_be_as_openssl_prints_it()
    {
        await using var server = await JobsServer.StartAsync();
        var certificate = server.Certificates.Client("alice");
        await server.ClientWith(certificate).GetJsonAsync(Call.Jobs);
        await File.AppendAllTextAsync(server.Certificates.RefusedSerialsFile, $"serial={certificate.SerialNumber}\n");
        await Assert.ThatAsync(() => server.ClientWith(certificate).GetJsonAsync(Call.Jobs), Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    public async Task A_request_on_a_connection_from_before_gets_401()
    {
        await using var server = await JobsServer.StartAsync();
        var certificate = server.Certificates.Client("alice");
        var client = server.ClientWith(certificate);
        await client.GetJsonAsync(Call.Jobs);
        server.Certificates.Refuse(certificate);
        using var answer = await client.GetAsync(new Uri(Call.Jobs, UriKind.Relative));
        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "not-authenticated");
        Assert.That(server.Log.Audit.Last().Values, Does.Contain(KeyValuePair.Create("Rule", "certificate")).And.Contain(KeyValuePair.Create("Serial", certificate.SerialNumber)));
    }

    [TestCase("/jobs/{0}/output")]
    [TestCase("/jobs/{0}/events")]
    [TestCase("/jobs/events")]
    [TestCase("/jobs/{0}?wait=60")]
    public async Task What_is_under_way_ends(string path)
    {
        await using var server = await JobsServer.StartAsync();
        var certificate = server.Certificates.Client("alice");
        var client = server.ClientWith(certificate);
        var job = await client.StartAsync(Call.Sleep);
        using var stream = await EndlessAnswer.OpenAsync(server, client, string.Format(null, path, job));
        server.Certificates.Refuse(certificate);
        await stream.EndsEarlyAsync();
        Assert.That(server.Log.Errors, Is.Empty);
    }

    // As Kubernetes does with what it mounts: the file is a link through a link to a folder, and that one is exchanged.
    [Test]
    public async Task Also_where_the_file_is_a_link_and_its_folder_is_exchanged()
    {
        using var mounted = new TemporaryFolder();
        await using var server = await JobsServer.StartAsync(setup => setup.Tls = tls => tls.RefusedSerialsFile = Mount(mounted.Path, ""));
        var certificate = server.Certificates.Client("alice");
        var client = server.ClientWith(certificate);
        using var stream = await EndlessAnswer.OpenAsync(server, client, $"/jobs/{await client.StartAsync(Call.Sleep)}/output");
        Mount(mounted.Path, certificate.SerialNumber);
        await stream.EndsEarlyAsync();
    }

    [Test]
    public async Task A_list_with_nonsense_in_it_is_warned_of_and_the_one_before_holds()
    {
        await using var server = await JobsServer.StartAsync();
        var certificate = server.Certificates.Client("alice");
        server.Certificates.Refuse(certificate);
        await File.AppendAllTextAsync(server.Certificates.RefusedSerialsFile, "no serial number\n");
        await server.Bob.GetJsonAsync(Call.Jobs);
        Assert.That(server.Log.All, Has.Some.Matches<LogEvent>(entry => $"{entry}".Contains("'no serial number' is no serial number", StringComparison.Ordinal)));
    }

    private static string Mount(string folder, string serials)
    {
        var (current, file) = (Path.Combine(folder, "..data"), Path.Combine(folder, "refused.txt"));
        var version = Directory.CreateDirectory(Path.Combine(folder, Path.GetRandomFileName())).FullName;
        File.WriteAllText(Path.Combine(version, "refused.txt"), serials);
        if (Directory.Exists(current))
        {
            Directory.Delete(current);
        }

        Directory.CreateSymbolicLink(current, version);
        if (!File.Exists(file))
        {
            File.CreateSymbolicLink(file, Path.Combine("..data", "refused.txt"));
        }

        return file;
    }
}
